"""Courses: panel, lessons, quizzes, review, certificates, path and profile."""
