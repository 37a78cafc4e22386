// Draws the contract with Swagger UI. Addresses are relative to this page, so that any prefix works.
(() => {
  "use strict";
  const place = document.getElementById("try");
  const contract = new URL(place.dataset.contract, document.baseURI);
  const csrf = place.dataset.csrf;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
  const draw = (spec) => {
    // Paths begin with a slash: they are joined to the folder above this page, without one.
    spec.servers = [{ url: new URL("..", contract).href.replace(/\/$/, "") }];
    window.SwaggerUIBundle({
      spec,
      domNode: place,
      deepLinking: true,
      displayRequestDuration: true,
      persistAuthorization: false,
      validatorUrl: null,
      requestInterceptor: (request) => {
        if (csrf) request.headers["X-CSRF-Token"] = csrf;
        return request;
      },
    });
  };
  fetch(contract, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`HTTP ${answer.status}`))))
    .then(draw)
    .catch((error) => {
      place.textContent = `The contract could not be read: ${error.message}`;
    });
})();
