"""Pages: home and standing pages, the office's desk, the trial's mailbox."""
