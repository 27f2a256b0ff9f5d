"""Documents made from a frozen quarter: their figures are the snapshot's, never counted anew."""

from reporting.documents.memo import memo_context, memo_docx, memo_xlsx

__all__ = ["memo_context", "memo_docx", "memo_xlsx"]
