// Shows the document with Swagger UI, for the tenant and with the token of the
// page.
"use strict";

const place = document.getElementById("reference");
fetch(place.dataset.document).then((answer) => answer.json()).then((spec) => {
  spec.servers = [{ url: place.dataset.base }];
  const ui = SwaggerUIBundle({
    spec,
    domNode: place,
    validatorUrl: null,
    docExpansion: "list",
    deepLinking: false,
    onComplete: () => ui.preauthorizeApiKey("bearer", place.dataset.token),
  });
});
