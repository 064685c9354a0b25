"""Courses and what members learn: rules, progress, quizzes, certificates."""
