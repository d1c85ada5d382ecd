"""Draw pictures from the knowledge graph, as SVG that scales, prints and can be walked by its links.

Each picture is a module with a function `draw(graph, href, *, thing=None)`: `href` turns the IRI of a thing into the
address of its page, `thing` is the IRI of what the page is about. It returns a Picture: the SVG and the same content as
a table. Order of imports: picture, measure, svg, fate_boxes and grounds (looks), asking and `…_facts` (what the graph
holds), layers (layout), and the pictures.
"""

from iall_kg.pictures import domains, mechanism, neighbourhood, survival
from iall_kg.pictures.picture import Picture

__all__ = ["Picture", "domains", "mechanism", "neighbourhood", "survival"]
