"""The server process: application, middleware, lifespan, uvicorn."""
