"""What is true: values, rules, actions, store, reports. No Qt, no HTTP."""
