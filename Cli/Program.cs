// Composition root; filled in by its feature folders.
return 0;
