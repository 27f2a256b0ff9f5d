"""The matching benchmark, part by part."""
