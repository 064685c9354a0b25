"""Courses: what is open, progress, quizzes, certificates, review, and the learning path."""
