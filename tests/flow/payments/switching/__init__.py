"""Tests of switching a subscription to another price, plan or number of seats."""
