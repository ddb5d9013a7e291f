"""From a request to a reply: descriptors, binding, hooks, dispatch. No socket."""
