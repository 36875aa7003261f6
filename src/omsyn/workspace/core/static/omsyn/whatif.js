// The what-if page: sliders beside the numbers, and faults beside their fields.
// Without this file there are numbers and a button.
(function () {
  "use strict";

  function slider(number) {
    return document.querySelector('[data-slider="' + number.id + '"]');
  }

  function mark(number) {
    var field = number.closest("[data-field]");
    if (field && field.dataset.neutral) {
      var neutral = Number(field.dataset.neutral.replace(",", ".").replace("\u2212", "-"));
      field.classList.toggle("is-set", number.value !== "" && Number(number.value) !== neutral);
    }
  }

  document.querySelectorAll("[data-slider]").forEach(function (range) {
    range.hidden = false;
  });

  document.addEventListener("input", function (event) {
    var input = event.target;
    if (input.dataset.slider) {
      var number = document.getElementById(input.dataset.slider);
      number.value = input.value;
      mark(number);
    } else if (input.type === "number") {
      var range = slider(input);
      if (range && input.value !== "") {
        range.value = input.value;
      }
      mark(input);
    }
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
      input.setAttribute("aria-invalid", "true");
      document.getElementById(link.dataset.error + "-feil").textContent = link.textContent;
    });
  });
})();
