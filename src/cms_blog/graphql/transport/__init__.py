"""GraphQL over HTTP, SSE, multipart and WebSocket."""
