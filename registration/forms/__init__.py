"""Forms as documents: parsed, checked, shown, validated."""
