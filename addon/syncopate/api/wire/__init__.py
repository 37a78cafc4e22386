"""What goes over the wire: pydantic models, one module an area. Domain values never leave undressed."""
