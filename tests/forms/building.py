"""Documents out of a JSON Schema's own building blocks."""

from typing import Any

from hypothesis import strategies as st

DEPTH = 4
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(-1e9, 1e9) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
SIMPLE = {
    "string": texts,
    "number": st.integers(-(2**40), 2**40) | st.floats(-1e9, 1e9),
    "boolean": st.booleans(),
    "null": st.none(),
}


def built(schema: dict[str, Any], defs: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Whatever fits ``schema``; trees end where they grow too deep."""
    if "$ref" in schema:
        inner = defs[schema["$ref"].rpartition("/")[2]]
        return st.deferred(lambda: built(inner, defs, depth + 1))
    if "anyOf" in schema:
        ways = schema["anyOf"]
        flat = [way for way in ways if "$ref" not in str(way)] or ways[:1]
        return st.one_of(built(way, defs, depth) for way in (flat if depth > DEPTH else ways))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return _typed(schema, defs, depth)


def _typed(schema: dict[str, Any], defs: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    kind = schema["type"]
    if kind == "object":
        return _mapping(schema, defs, depth)
    if kind == "array":
        least = schema.get("minItems", 0)
        most = schema.get("maxItems", least if depth > DEPTH else least + 1)
        return st.lists(built(schema["items"], defs, depth), min_size=least, max_size=most)
    if kind == "integer":
        return st.integers(schema.get("minimum", -1000), schema.get("maximum", 1000))
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].replace("$", r"\Z"))
    kinds = [kind] if isinstance(kind, str) else kind
    return st.one_of(SIMPLE[one] for one in kinds)


def _mapping(schema: dict[str, Any], defs: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    parts = {
        name: built(inner, defs, depth)
        for name, inner in schema["properties"].items()
        if depth <= DEPTH or name in schema["required"]
    }
    needed = {name: parts.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(needed, optional=parts)
