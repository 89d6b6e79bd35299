"""Published blogs that are related to another one."""
