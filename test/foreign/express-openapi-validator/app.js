// Pets as the README of express-openapi-validator has them.
'use strict';

const path = require('path');
const express = require('express');
const OpenApiValidator = require('express-openapi-validator');

const app = express();
const pets = new Map();
let last = 0;

app.use(express.json());
app.use(
  OpenApiValidator.middleware({
    apiSpec: path.join(__dirname, 'openapi.yaml'),
    validateRequests: true,
    validateResponses: true,
    validateSecurity: { handlers: { ApiKeyAuth: (req) => req.headers['x-api-key'] === 'secret' } },
  }),
);

app.get('/v1/pets', (req, res) => {
  const found = [...pets.values()].filter((pet) => !req.query.type || pet.type === req.query.type);
  res.json(found.slice(req.query.offset, req.query.offset + req.query.limit));
});

app.post('/v1/pets', (req, res) => {
  const pet = { ...req.body, id: ++last };
  pets.set(pet.id, pet);
  res.status(201).location(`/v1/pets/${pet.id}`).json(pet);
});

app.get('/v1/pets/:id', (req, res, next) => {
  const pet = pets.get(req.params.id);
  return pet ? res.json(pet) : next({ status: 404, message: 'not found' });
});

app.patch('/v1/pets/:id', (req, res, next) => {
  const pet = pets.get(req.params.id);
  return pet ? res.json(Object.assign(pet, req.body)) : next({ status: 404, message: 'not found' });
});

app.delete('/v1/pets/:id', (req, res, next) =>
  pets.delete(req.params.id) ? res.status(204).end() : next({ status: 404, message: 'not found' }),
);

// eslint-disable-next-line no-unused-vars
app.use((err, req, res, next) => {
  if (err.headers) res.set(err.headers);
  res.status(err.status || 500).json({ message: err.message, errors: err.errors });
});

app.listen(process.env.PORT, '127.0.0.1');
