# Puts a staged release in the place of the former one, in one transaction, as the plan says: which graphs leave, and
# which graph each staged one becomes. Graphs that the plan does not name stay as they are.
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE { GRAPH ?former { ?subject ?predicate ?object } }
WHERE {
  GRAPH <https://w3id.org/iall-kg/.well-known/publication-plan> { ?release dcterms:replaces ?former }
  GRAPH ?former { ?subject ?predicate ?object }
} ;

INSERT { GRAPH ?graph { ?subject ?predicate ?object } }
WHERE {
  GRAPH <https://w3id.org/iall-kg/.well-known/publication-plan> { ?staged dcterms:isVersionOf ?graph }
  GRAPH ?staged { ?subject ?predicate ?object }
}
