"""Words gathered elsewhere: files of earlier consultations, and what people of the team write down."""
