# Puts what is staged for the default graph in the place of what stands there, in the same transaction as the switch.
PREFIX dcterms: <http://purl.org/dc/terms/>

CLEAR DEFAULT ;

INSERT { ?subject ?predicate ?object }
WHERE {
  GRAPH <https://w3id.org/iall-kg/.well-known/publication-plan> {
    ?staged dcterms:isPartOf <https://w3id.org/iall-kg/.well-known/void#default-graph>
  }
  GRAPH ?staged { ?subject ?predicate ?object }
}
