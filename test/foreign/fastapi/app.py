"""Books and their reviews, written as FastAPI's tutorial writes its apps."""

from datetime import date
from enum import Enum
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI, HTTPException, Query, Response, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

app = FastAPI(title="Books", version="1.0.0")
bearer = HTTPBearer()


class Genre(str, Enum):
    novel = "novel"
    poetry = "poetry"
    science = "science"


class BookIn(BaseModel):
    title: str = Field(min_length=1, max_length=100)
    genre: Genre
    pages: int = Field(ge=1, le=10_000)
    price: float | None = Field(default=None, gt=0)
    published: date | None = None
    tags: list[str] = Field(default=[], max_length=5)


class Book(BookIn):
    id: UUID


class Message(BaseModel):
    detail: str


books: dict[UUID, Book] = {}
missing = {404: {"model": Message, "description": "There is no such book"}}
denied = {401: {"model": Message, "description": "No token"}}


def user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> str:
    if credentials.credentials != "secret":
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Invalid token", {"WWW-Authenticate": "Bearer"})
    return "reader"


def find(book_id: UUID) -> Book:
    if book_id not in books:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Book not found")
    return books[book_id]


@app.get("/books")
def list_books(
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    genre: Genre | None = None,
) -> list[Book]:
    found = [book for book in books.values() if genre is None or book.genre == genre]
    return found[offset : offset + limit]


@app.post("/books", status_code=status.HTTP_201_CREATED, responses=denied)
def create_book(book: BookIn, _: Annotated[str, Depends(user)]) -> Book:
    created = Book(id=uuid4(), **book.model_dump())
    books[created.id] = created
    return created


@app.get("/books/{book_id}", responses=missing)
def read_book(book: Annotated[Book, Depends(find)]) -> Book:
    return book


@app.put("/books/{book_id}", responses=missing | denied)
def replace_book(changed: BookIn, book: Annotated[Book, Depends(find)], _: Annotated[str, Depends(user)]) -> Book:
    books[book.id] = Book(id=book.id, **changed.model_dump())
    return books[book.id]


@app.delete("/books/{book_id}", status_code=status.HTTP_204_NO_CONTENT, responses=missing | denied)
def delete_book(book: Annotated[Book, Depends(find)], _: Annotated[str, Depends(user)]) -> Response:
    del books[book.id]
    return Response(status_code=status.HTTP_204_NO_CONTENT)
