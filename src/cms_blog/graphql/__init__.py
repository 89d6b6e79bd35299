"""The GraphQL layer: transports, execution, shared types and pages. Imports no domain."""
