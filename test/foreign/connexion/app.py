"""Pets as Connexion's RestyResolver example has them: the document comes first."""

import connexion
from connexion.resolver import RestyResolver

app = connexion.FlaskApp(__name__)
app.add_api("openapi.yaml", resolver=RestyResolver("api"), validate_responses=True)
