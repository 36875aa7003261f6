// The what-if page: sliders beside the numbers, faults beside their fields, and steps back and
// forth. Without this file there are numbers, a button, and one step back.
(function () {
  "use strict";

  var form = document.getElementById("valg");
  var FOCUS = "omsyn-focus";
  form.classList.add("live");

  // What stands in a field.

  function number(text) {
    return Number(text.replace(/\s/g, "").replace(",", ".").replace("\u2212", "-"));
  }

  function differs(input) {
    if (input.type === "range" || input.type === "hidden" || input.dataset.neutral === undefined) {
      return false;
    }
    if (input.tagName === "SELECT") {
      return input.value !== input.dataset.neutral;
    }
    var neutral = input.dataset.neutral;
    return input.value !== "" && (neutral === "" || number(input.value) !== number(neutral));
  }

  function mark(input) {
    var field = input.closest("[data-field]");
    if (field) {
      var inputs = Array.from(field.querySelectorAll("input, select"));
      var more = field.querySelector('input[type="hidden"]') !== null;
      field.classList.toggle("is-set", more || inputs.some(differs));
    }
  }

  function say(range) {
    range.setAttribute("aria-valuetext", (range.value.replace(".", ",") + " " + range.dataset.unit).trim());
  }

  document.querySelectorAll("[data-slider]").forEach(function (range) {
    range.hidden = false;
  });

  document.addEventListener("input", function (event) {
    var input = event.target;
    if (input.dataset.slider) {
      say(input);
      input = document.getElementById(input.dataset.slider);
      input.value = event.target.value;
    } else if (input.type === "number") {
      var range = document.querySelector('[data-slider="' + input.id + '"]');
      if (range && input.value !== "") {
        range.value = input.value;
        say(range);
      }
    }
    mark(input);
    another(input);
  });

  // A new empty row when the last one of a list is written in.

  function another(input) {
    var row = input.closest(".row");
    if (!row || row.nextElementSibling || input.tagName === "SELECT") {
      return;
    }
    var next = row.cloneNode(true);
    var legend = next.querySelector("legend");
    var place = Number(/\d+$/.exec(legend.textContent)[0]);
    legend.textContent = legend.textContent.replace(/\d+$/, String(place + 1));
    next.querySelectorAll("[id], [for], [name], [aria-describedby]").forEach(function (each) {
      ["id", "for", "aria-describedby", "name"].forEach(function (what) {
        var value = each.getAttribute(what);
        if (value) {
          each.setAttribute(what, value.replace(new RegExp("([.-])" + place + "([.-])"), "$1" + (place + 1) + "$2"));
        }
      });
      if (each.tagName === "INPUT") {
        each.value = "";
        each.removeAttribute("aria-invalid");
      }
    });
    next.querySelectorAll(".field-error").forEach(function (each) {
      each.textContent = "";
    });
    row.after(next);
  }

  // Empty fields say nothing, and an address has an end.

  document.addEventListener("htmx:configRequest", function (event) {
    var sent = event.detail.parameters;
    Object.keys(sent).forEach(function (name) {
      if (sent[name] === "") {
        delete sent[name];
      }
    });
  });

  // The list of faults comes from the server; each is written beside its field too.

  document.addEventListener("htmx:oobAfterSwap", function (event) {
    if (event.detail.target.id !== "feil") {
      return;
    }
    document.querySelectorAll(".whatif [aria-invalid]").forEach(function (input) {
      input.removeAttribute("aria-invalid");
    });
    document.querySelectorAll(".whatif .field-error").forEach(function (text) {
      text.textContent = "";
    });
    document.querySelectorAll("#feil [data-error]").forEach(function (link) {
      var input = document.getElementById(link.dataset.error);
      if (input) {
        input.setAttribute("aria-invalid", "true");
        document.getElementById(link.dataset.error + "-feil").textContent = link.textContent;
        open(input);
      }
    });
  });

  function open(element) {
    for (var each = element.closest("details"); each; each = each.parentElement.closest("details")) {
      each.open = true;
    }
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-error]");
    var input = link && document.getElementById(link.dataset.error);
    if (input) {
      event.preventDefault();
      open(input);
      input.focus();
    }
  });

  // What is unfolded in the answer stays so when the answer is a new one.

  var unfolded = [];
  document.addEventListener("htmx:beforeSwap", function () {
    unfolded = Array.from(document.querySelectorAll("#svar details[open]")).map(path);
  });
  document.addEventListener("htmx:afterSwap", function () {
    document.querySelectorAll("#svar details").forEach(function (each) {
      if (unfolded.indexOf(path(each)) !== -1) {
        each.open = true;
      }
    });
  });

  function path(details) {
    var home = details.closest("[id]");
    var summary = details.querySelector("summary").textContent;
    return home.id + " " + summary;
  }

  // Buttons that change the form itself load the page anew; the reader comes back to her field.

  document.addEventListener(
    "submit",
    function (event) {
      var button = event.submitter;
      if (event.target === form && button && button.dataset.whole) {
        sessionStorage.setItem(FOCUS, button.dataset.whole);
        event.stopPropagation();
      }
    },
    true
  );

  // Steps: the addresses that the reader has been at, in this tab.

  var steps = document.querySelector("[data-steps]");
  var KEY = "omsyn-steps " + steps.dataset.steps;
  var undo = document.getElementById("angre");
  var redo = document.getElementById("gjor-om");

  function here() {
    var query = new URLSearchParams(location.search);
    query.delete("angret");
    return query.toString();
  }

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) || { list: [], at: -1 };
    } catch (_fault) {
      return { list: [], at: -1 };
    }
  }

  function step() {
    var been = read();
    var now = here();
    if (been.list[been.at] !== now) {
      if (been.list[been.at - 1] === now) {
        been.at -= 1;
      } else if (been.list[been.at + 1] === now) {
        been.at += 1;
      } else {
        been.list = been.list.slice(Math.max(0, been.at - 48), been.at + 1).concat([now]);
        been.at = been.list.length - 1;
      }
      sessionStorage.setItem(KEY, JSON.stringify(been));
    }
    lead(undo, been.list[been.at - 1]);
    lead(redo, been.list[been.at + 1]);
  }

  function lead(link, query) {
    link.parentElement.hidden = query === undefined;
    link.href = steps.dataset.steps + (query ? "?" + query : "");
  }

  steps.addEventListener("click", function (event) {
    if (event.target.id) {
      sessionStorage.setItem(FOCUS, event.target.id);
    }
  });
  document.addEventListener("htmx:pushedIntoHistory", step);
  window.addEventListener("pageshow", step);
  step();

  var last = document.getElementById(sessionStorage.getItem(FOCUS) || "");
  sessionStorage.removeItem(FOCUS);
  if (last) {
    open(last);
    var shown = last.offsetParent === null ? document.getElementById("nullstill") : last;
    (shown.matches("details") ? shown.querySelector("summary") : shown).focus();
  }
})();
