"""The only way anything is written: one function per verb of the business."""
