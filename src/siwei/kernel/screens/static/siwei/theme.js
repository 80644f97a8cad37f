/* Sets the light or dark theme before anything is painted, from the reader's stored choice or the system. */
(function () {
  "use strict";
  var prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() { try { return localStorage.getItem("siwei-theme"); } catch (e) { return null; } }
  function apply() {
    var theme = stored() || (prefersDark.matches ? "dark" : "light");
    document.documentElement.setAttribute("data-bs-theme", theme);
  }
  apply();
  prefersDark.addEventListener("change", apply);
})();
