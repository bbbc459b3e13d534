//! What spans files: the walk over a workspace and the check of many files at once.
