"""The demo's secrets by value, so that production can refuse them without loading the demo."""

SECRET_KEY = "demo-secret-key-that-production-refuses"  # noqa: S105  well known on purpose
FIELD_KEY = "ZGVtby1kZW1vLWRlbW8tZGVtby1kZW1vLWRlbW8tISE="
LOOKUP_KEY = "demo-lookup-key"
PSEUDONYM_KEY = "demo-pseudonym-key"

VALUES = {SECRET_KEY, FIELD_KEY, LOOKUP_KEY, PSEUDONYM_KEY}
