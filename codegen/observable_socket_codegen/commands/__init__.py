"""The subcommands of ``observable-socket`` that have no package of their own."""
