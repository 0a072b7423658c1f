"""From passages to answers: verbatim, cited, or refused."""
