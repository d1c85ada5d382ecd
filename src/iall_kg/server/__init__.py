"""The SPARQL endpoint: an ASGI application over a pool of sealed worker processes.

`create_app` in `iall_kg.server.app` composes the routes, each module of routes serves one purpose; `pool` and
`workers` run the queries; `worker` is the program of a worker process and imports nothing of the web.
"""
