"""Pets as the quick start of flask-smorest has them."""

import uuid

from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from marshmallow import Schema, fields, validate

app = Flask(__name__)
app.config.update(
    API_TITLE="Pets",
    API_VERSION="v1",
    OPENAPI_VERSION="3.0.3",
    OPENAPI_URL_PREFIX="/",
    OPENAPI_JSON_PATH="openapi.json",
)
api = Api(app)
blueprint = Blueprint("pets", "pets", url_prefix="/pets", description="Operations on pets")
pets = {}


class PetSchema(Schema):
    id = fields.UUID(dump_only=True)
    name = fields.String(required=True, validate=validate.Length(min=1, max=60))
    kind = fields.String(required=True, validate=validate.OneOf(["cat", "dog"]))
    weight = fields.Integer(strict=True, validate=validate.Range(min=1, max=500))
    born = fields.Date()
    vaccinated = fields.Boolean(load_default=False)


class PetQuerySchema(Schema):
    name = fields.String()
    kind = fields.String(validate=validate.OneOf(["cat", "dog"]))


def find(pet_id):
    if pet_id not in pets:
        abort(404, message="Pet not found.")
    return pets[pet_id]


@blueprint.route("/")
class Pets(MethodView):
    @blueprint.arguments(PetQuerySchema, location="query")
    @blueprint.response(200, PetSchema(many=True))
    @blueprint.paginate()
    def get(self, wanted, pagination_parameters):
        """List pets"""
        found = [p for p in pets.values() if all(p.get(k) == v for k, v in wanted.items())]
        pagination_parameters.item_count = len(found)
        return found[pagination_parameters.first_item : pagination_parameters.last_item + 1]

    @blueprint.arguments(PetSchema)
    @blueprint.response(201, PetSchema)
    def post(self, pet):
        """Add a pet"""
        pet["id"] = uuid.uuid4()
        pets[pet["id"]] = pet
        return pet


@blueprint.route("/<uuid:pet_id>")
class PetById(MethodView):
    @blueprint.response(200, PetSchema)
    @blueprint.alt_response(404, description="There is no such pet")
    def get(self, pet_id):
        """Read a pet"""
        return find(pet_id)

    @blueprint.arguments(PetSchema)
    @blueprint.response(200, PetSchema)
    @blueprint.alt_response(404, description="There is no such pet")
    def put(self, pet, pet_id):
        """Replace a pet"""
        find(pet_id)
        pets[pet_id] = pet | {"id": pet_id}
        return pets[pet_id]

    @blueprint.response(204)
    @blueprint.alt_response(404, description="There is no such pet")
    def delete(self, pet_id):
        """Remove a pet"""
        find(pet_id)
        del pets[pet_id]


api.register_blueprint(blueprint)
