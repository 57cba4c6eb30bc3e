// Notes with schemas at the routes, as the documentation of Fastify has them.
'use strict';

const fastify = require('fastify')();
const notes = new Map();
let last = 0;

const id = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1 } } };
const fields = {
  text: { type: 'string', minLength: 1, maxLength: 200 },
  color: { type: 'string', enum: ['red', 'green', 'blue'] },
  pinned: { type: 'boolean', default: false },
};

async function routes(app) {
  app.addSchema({ $id: 'NewNote', type: 'object', required: ['text', 'color'], properties: fields });
  app.addSchema({ $id: 'Note', type: 'object', required: ['id', 'text', 'color'], properties: { id: { type: 'integer' }, ...fields } });
  app.addSchema({
    $id: 'Error',
    type: 'object',
    required: ['statusCode', 'error', 'message'],
    properties: { statusCode: { type: 'integer' }, code: { type: 'string' }, error: { type: 'string' }, message: { type: 'string' } },
  });
  const failure = { description: 'What is wrong', $ref: 'Error#' };
  const answers = (status, schema) => ({ [status]: { description: 'Done', ...schema }, '4xx': failure });
  const missing = () => Object.assign(new Error('There is no such note'), { statusCode: 404 });

  app.get('/notes', {
    schema: {
      querystring: {
        type: 'object',
        properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 }, color: fields.color },
      },
      response: answers(200, { type: 'array', items: { $ref: 'Note#' } }),
    },
  }, async (request) => [...notes.values()]
    .filter((note) => !request.query.color || note.color === request.query.color)
    .slice(0, request.query.limit));

  app.post('/notes', { schema: { body: { $ref: 'NewNote#' }, response: answers(201, { $ref: 'Note#' }) } }, async (request, reply) => {
    const note = { ...request.body, id: ++last };
    notes.set(note.id, note);
    return reply.code(201).header('location', `/notes/${note.id}`).send(note);
  });

  app.get('/notes/:id', { schema: { params: id, response: answers(200, { $ref: 'Note#' }) } }, async (request) => {
    if (!notes.has(request.params.id)) throw missing();
    return notes.get(request.params.id);
  });

  app.put('/notes/:id', { schema: { params: id, body: { $ref: 'NewNote#' }, response: answers(200, { $ref: 'Note#' }) } }, async (request) => {
    if (!notes.has(request.params.id)) throw missing();
    const note = { ...request.body, id: request.params.id };
    notes.set(note.id, note);
    return note;
  });

  app.delete('/notes/:id', { schema: { params: id, response: answers(204, { type: 'null' }) } }, async (request, reply) => {
    if (!notes.delete(request.params.id)) throw missing();
    return reply.code(204).send();
  });

  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}

async function start() {
  await fastify.register(require('@fastify/swagger'), { openapi: { openapi: '3.0.3', info: { title: 'Notes', version: '1.0.0' } } });
  await fastify.register(routes);
  await fastify.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
}

start();
