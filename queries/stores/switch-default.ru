# Follows the switch in the same transaction: puts what is staged for the default graph in the place of what is there.
CLEAR DEFAULT ;

INSERT { ?subject ?predicate ?object }
WHERE {
  GRAPH <https://w3id.org/iall-kg/.well-known/publication-plan> {
    ?staged <http://purl.org/dc/terms/isPartOf> <https://w3id.org/iall-kg/.well-known/void#default-graph>
  }
  GRAPH ?staged { ?subject ?predicate ?object }
}
