"""Make the pages that people read: functions from the graph to HTML, the same for the server and for the static site.

A page knows its own address and links to others by relative ones, so a page works at any place of any host.
"""
