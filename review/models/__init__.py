"""Judgement: rubrics, reviews, scores, comments, decisions, and what goes out."""

from .api import ApiToken
from .comments import Comment, Phrase
from .decisions import Decision, DecisionKind
from .drafts import WorkDraft
from .exports import BureauTemplate, Export, ExportKind, ExportStatus, Reminder
from .intake import IntakeBatch, IntakeItem
from .jobs import SignOfLife
from .lists import ListLayout
from .queue import Assignment, LastLook, SavedView
from .reviews import Review, Score
from .rubrics import Criterion, Rubric
from .standards import DryRun, DryRunChange, DryRunStatus, StandardDraft

__all__ = [
    "ApiToken",
    "Assignment",
    "BureauTemplate",
    "Comment",
    "Criterion",
    "Decision",
    "DecisionKind",
    "DryRun",
    "DryRunChange",
    "DryRunStatus",
    "Export",
    "ExportKind",
    "ExportStatus",
    "IntakeBatch",
    "IntakeItem",
    "LastLook",
    "ListLayout",
    "Phrase",
    "Reminder",
    "Review",
    "Rubric",
    "SavedView",
    "Score",
    "SignOfLife",
    "StandardDraft",
    "WorkDraft",
]
