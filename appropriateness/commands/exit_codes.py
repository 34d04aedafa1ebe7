"""What a command's exit says: 0 answered, 1 a check failed, 2 bad input, 3 knowledge broken, 4 cannot tell."""

ANSWERED, CHECK_FAILED, BAD_INPUT, BAD_KNOWLEDGE, CANNOT_TELL = 0, 1, 2, 3, 4
