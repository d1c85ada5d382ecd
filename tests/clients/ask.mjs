// Asks an endpoint (first argument) four queries by each way of sending, and writes what it understood as JSON.
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";

const [, , endpoint, select, construct] = process.argv;

async function all(stream) {
  const found = [];
  for await (const item of stream) found.push(item);
  return found;
}

async function refusal(asking) {
  try {
    await asking;
    return "none";
  } catch (error) {
    return error.message;
  }
}

const ways = { "GET": { method: "GET" }, "POST": { method: "POST" }, "direct POST": { method: "POST", directPost: true } };
const understood = {};
for (const [way, options] of Object.entries(ways)) {
  const client = new SparqlEndpointFetcher(options);
  const bindings = await all(await client.fetchBindings(endpoint, select));
  const triples = await all(await client.fetchTriples(endpoint, construct));
  understood[way] = {
    rows: bindings.map(({ s, l }) => [s.value, l.value, l.language]),
    triples: triples.map(({ subject, object }) => [subject.value, object.value, object.language]),
    ask: [await client.fetchAsk(endpoint, "ASK {}"), await client.fetchAsk(endpoint, "ASK { FILTER(false) }")],
    update: await refusal(client.fetchUpdate(endpoint, "CLEAR ALL")),
  };
}
process.stdout.write(JSON.stringify(understood));
