"""Courses, progress, quizzes, certificates, review, and the learning path."""
