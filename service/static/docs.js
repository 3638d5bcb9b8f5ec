SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // The validator is a service elsewhere, and this page asks nobody but its own server.
  validatorUrl: null,
});
