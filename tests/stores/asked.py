"""What servers on stores are asked: for rows as JSON, and about one thing, for its label."""

JSON = {"Accept": "application/sparql-results+json"}
GOOD = "SELECT ?l { <https://w3id.org/iall-kg/drug/revumenib> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
THING = "<https://w3id.org/iall-kg/drug/revumenib>"
