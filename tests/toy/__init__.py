"""A toy business, errands with stops, on which the kernel's tests try the kernel."""
