// Small help on pages: where in the chapters the reader is, and one effect of a double click.
(function () {
  "use strict";

  var links = new Map();
  document.querySelectorAll('.rail a[href^="#"]').forEach(function (link) {
    links.set(link.hash.slice(1), link);
  });

  if (links.size > 0 && "IntersectionObserver" in window) {
    var observer = new IntersectionObserver(
      function (entries) {
        entries.forEach(function (entry) {
          if (entry.isIntersecting) {
            links.forEach(function (link) {
              link.removeAttribute("aria-current");
            });
            links.get(entry.target.id).setAttribute("aria-current", "true");
          }
        });
      },
      { rootMargin: "-10% 0px -80% 0px" }
    );
    links.forEach(function (_link, id) {
      var chapter = document.getElementById(id);
      if (chapter) {
        observer.observe(chapter);
      }
    });
  }

  // Pages are the same for all readers, so the key of a form is fetched when one is first sent.
  // Only one key is asked for: each new one makes those before it worthless. What is pressed
  // meanwhile waits for it, once for each button.
  var key = null;
  var waiting = new Map();
  document.addEventListener("htmx:confirm", function (event) {
    if (event.detail.verb !== "post" || key !== null) {
      return;
    }
    event.preventDefault();
    var first = waiting.size === 0;
    waiting.set(event.detail.elt, event.detail.issueRequest);
    if (!first) {
      return;
    }
    fetch("/" + document.documentElement.lang + "/saken/nokkel/", { credentials: "same-origin" })
      .then(function (answer) {
        return answer.text();
      })
      .then(function (text) {
        key = text;
        waiting.forEach(function (issueRequest) {
          issueRequest(true);
        });
      })
      .finally(function () {
        waiting.clear();
      });
  });
  document.addEventListener("htmx:configRequest", function (event) {
    if (key !== null) {
      event.detail.headers["X-CSRFToken"] = key;
    }
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // A page that comes back from the browser's memory must work again.
    window.addEventListener("pageshow", function () {
      delete form.dataset.sent;
    });
  });
})();
