// The field that finds a place: suggestions under it, with arrow keys, Enter and Escape.
// Without this file it is an ordinary search field.
(function () {
  "use strict";

  function enhance(box) {
    var input = box.querySelector("input");
    var list = box.querySelector("[role=listbox]");
    var status = box.querySelector("[role=status]");
    var current = -1;

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function options() {
      return Array.from(list.querySelectorAll("[data-href]"));
    }

    function mark(index) {
      var all = options();
      all.forEach(function (option, i) {
        option.setAttribute("aria-selected", String(i === index));
      });
      current = index;
      if (index < 0) {
        input.removeAttribute("aria-activedescendant");
      } else {
        input.setAttribute("aria-activedescendant", all[index].id);
        all[index].scrollIntoView({ block: "nearest" });
      }
    }

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) {
        mark(-1);
      }
    }

    function follow(option) {
      window.location.assign(option.dataset.href);
    }

    list.addEventListener("htmx:afterSwap", function () {
      var some = list.children.length > 0 && input.value.trim() !== "";
      var words = list.querySelector("[data-announce]");
      status.textContent = words ? words.dataset.announce : "";
      show(some && document.activeElement === input);
    });

    input.addEventListener("keydown", function (event) {
      var all = options();
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        show(false);
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length > 0) {
        event.preventDefault();
        show(true);
        var step = event.key === "ArrowDown" ? 1 : -1;
        var next = current < 0 && step < 0 ? all.length - 1 : (current + step + all.length) % all.length;
        mark(next);
      } else if (event.key === "Enter" && !list.hidden && current >= 0) {
        event.preventDefault();
        follow(all[current]);
      }
    });

    input.addEventListener("blur", function () {
      show(false);
    });

    // Before the field loses focus, or the click would fall on a list that is gone.
    list.addEventListener("mousedown", function (event) {
      event.preventDefault();
    });

    list.addEventListener("click", function (event) {
      var option = event.target.closest("[data-href]");
      if (option) {
        follow(option);
      }
    });
  }

  document.querySelectorAll("[data-combobox]").forEach(enhance);
})();
