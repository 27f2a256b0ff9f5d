"""Files for an evaluator outside the house: pseudonymised, with a codebook, streamed."""

from reporting.exports.request import ExportRequest
from reporting.exports.writing import export_to_folder, stream_zip

__all__ = ["ExportRequest", "export_to_folder", "stream_zip"]
