# The items of a list while it is read: few on the stack, more on the heap.
from cpython.object cimport PyObject
from libc.stdint cimport int16_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy

from _exi_records cimport Draft, Py_DECREF

cdef extern from "Python.h":
    PyObject *new_tuple "PyTuple_New"(Py_ssize_t)
    void set_tuple_item "PyTuple_SET_ITEM"(PyObject *, Py_ssize_t, PyObject *)

cdef enum:
    FEW_ITEMS = 16

cdef struct Items:
    PyObject **data
    Py_ssize_t count
    Py_ssize_t capacity
    int16_t slot            # of the field the items belong to, -1 without list
    PyObject *few[FEW_ITEMS]


cdef inline void no_items(Items *items) noexcept:
    """Begin without a list."""
    items.data = items.few
    items.count = 0
    items.capacity = FEW_ITEMS
    items.slot = -1


cdef inline bint append(Items *items, PyObject *value) noexcept:
    """Add an item, whose reference is taken over; False without memory."""
    cdef PyObject **larger
    if items.count == items.capacity:
        larger = <PyObject **> realloc(
            NULL if items.data == items.few else items.data, 4 * items.capacity * sizeof(PyObject *)
        )
        if larger == NULL:
            return False
        if items.data == items.few:
            memcpy(larger, items.few, sizeof(items.few))
        items.data = larger
        items.capacity *= 4
    items.data[items.count] = value
    items.count += 1
    return True


cdef inline void drop(Items *items) noexcept:
    """Forget all items."""
    cdef Py_ssize_t index
    for index in range(items.count):
        Py_DECREF(items.data[index])
    if items.data != items.few:
        free(items.data)
    no_items(items)


cdef inline bint settle(Items *items, Draft *draft) noexcept:
    """Put the items into the record as a tuple."""
    cdef Py_ssize_t index
    cdef PyObject *made
    if items.slot < 0:
        return True
    made = new_tuple(items.count)
    if made == NULL:
        return False
    for index in range(items.count):
        set_tuple_item(made, index, items.data[index])
    draft.slots[items.slot] = made
    items.count = 0
    drop(items)
    return True
