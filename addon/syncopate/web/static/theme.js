// Home Assistant's own choice of light or dark, where these pages stand inside it; before anything is painted.
(() => {
  const page = document.documentElement;
  page.classList.add("js");
  if (page.dataset.theme !== "auto" || window.parent === window) return;
  const follow = () => {
    try {
      const home = window.parent.document.querySelector("home-assistant");
      const dark = home?.hass?.themes?.darkMode;
      if (typeof dark === "boolean") page.dataset.theme = dark ? "dark" : "light";
    } catch {
      // A page of another origin around us tells nothing: the device's choice stays.
    }
  };
  follow();
  document.addEventListener("visibilitychange", follow);
})();
