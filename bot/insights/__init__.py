"""What staff may know of how the community does: counted, with how sure one can be."""
