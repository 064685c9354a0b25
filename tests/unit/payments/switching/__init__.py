"""Tests of the rules of switching."""
