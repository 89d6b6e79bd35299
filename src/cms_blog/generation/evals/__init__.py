"""Evaluation of models and prompts: fixed briefs run through all steps, and are measured."""
