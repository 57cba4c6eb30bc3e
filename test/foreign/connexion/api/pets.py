"""The handlers of /pets, found by their names."""

from datetime import datetime, timezone

from connexion import NoContent, problem

pets = {}


def post(body):
    if any(pet["name"] == body["name"] for pet in pets.values()):
        return problem(409, "Conflict", "There is a pet of that name")
    number = max(pets, default=0) + 1
    pets[number] = body | {"id": number, "registered": datetime.now(timezone.utc).isoformat()}
    return pets[number], 201, {"Location": f"/v1/pets/{number}"}


def put(pet_id, body):
    if pet_id not in pets:
        return problem(404, "Not Found", "There is no such pet")
    pets[pet_id] = body | {"id": pet_id, "registered": pets[pet_id]["registered"]}
    return pets[pet_id]


def delete(pet_id):
    if pets.pop(pet_id, None) is None:
        return problem(404, "Not Found", "There is no such pet")
    return NoContent, 204


def get(pet_id):
    return pets.get(pet_id) or problem(404, "Not Found", "There is no such pet")


def search(limit, animal=None):
    return [pet for pet in pets.values() if animal in (None, pet["animal"])][:limit]
