# Records from their fields and back: msgspec structs whose fields lie one after the other are filled directly.
from cpython.object cimport PyObject, PyTypeObject
from libc.string cimport memset

from _exi_tables cimport MAX_SLOTS, Type

cdef extern from *:
    """
    #include <Python.h>
    #include <structmember.h>
    /* The first field of a struct without hidden members. */
    #define V2X_FIELDS(object) ((PyObject **) ((char *) (object) + sizeof(PyObject)))
    /* Offset of the field a member descriptor stands for, -1 if it is no plain object slot. */
    static Py_ssize_t v2x_member_offset(PyObject *descriptor)
    {
        PyMemberDef *member;
        if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type))
            return -1;
        member = ((PyMemberDescrObject *) descriptor)->d_member;
        return member->type == T_OBJECT_EX ? member->offset : -1;
    }
    /* Whether objects of a type are a header and so many fields, allocated and freed without ceremony. */
    static int v2x_is_plain(PyTypeObject *type, Py_ssize_t fields)
    {
        return !PyType_HasFeature(type, Py_TPFLAGS_HAVE_GC) && type->tp_itemsize == 0 && type->tp_dictoffset == 0
            && type->tp_weaklistoffset == 0 && type->tp_free == PyObject_Free
            && type->tp_basicsize == (Py_ssize_t) (sizeof(PyObject) + fields * sizeof(PyObject *));
    }
    #define v2x_new_record(type) _PyObject_New(type)
    """
    PyObject **fields_of "V2X_FIELDS"(PyObject *)
    Py_ssize_t member_offset "v2x_member_offset"(object)
    bint is_plain "v2x_is_plain"(PyTypeObject *, Py_ssize_t)
    PyObject *new_record "v2x_new_record"(PyTypeObject *)
    Py_ssize_t HEADER_SIZE "sizeof(PyObject)"
    void Py_INCREF(PyObject *)
    void Py_DECREF(PyObject *)
    void Py_XDECREF(PyObject *)
    PyTypeObject *Py_TYPE(PyObject *)
    PyObject *tuple_item "PyTuple_GET_ITEM"(PyObject *, Py_ssize_t)
    PyObject *call_with_names "PyObject_Vectorcall"(PyObject *, PyObject **, size_t, PyObject *)
    PyObject *get_attribute "PyObject_GetAttr"(PyObject *, PyObject *)

cdef struct Draft:
    PyObject *object        # the record, NULL where a constructor must make it
    PyObject **slots


cdef inline bint begin(const Type *t, Draft *draft, PyObject **spare) noexcept:
    """Make a record without fields; ``spare`` holds them where it cannot be filled directly."""
    draft.object = NULL
    draft.slots = spare
    if t.direct:
        draft.object = new_record(t.record)
        if draft.object == NULL:
            return False
        draft.slots = fields_of(draft.object)
    memset(draft.slots, 0, t.slots * sizeof(PyObject *))
    return True


cdef inline void discard(const Type *t, Draft *draft) noexcept:
    """Drop a record that was not finished."""
    cdef int slot
    if draft.object != NULL:
        Py_DECREF(draft.object)
        return
    for slot in range(t.slots):
        Py_XDECREF(draft.slots[slot])


cdef inline PyObject *finish(const Type *t, Draft *draft) noexcept:
    """Fill the absent fields with their defaults and return the record."""
    cdef int slot
    cdef PyObject *made
    for slot in range(t.slots):
        if draft.slots[t.place[slot]] == NULL:
            made = tuple_item(t.defaults, slot)
            Py_INCREF(made)
            draft.slots[t.place[slot]] = made
    if draft.object != NULL:
        return draft.object
    made = call_with_names(<PyObject *> t.record, draft.slots, 0, t.names)
    discard(t, draft)
    return made


cdef inline PyObject **open_record(const Type *t, PyObject *record, PyObject **spare) noexcept:
    """Return the fields of a record; close it afterwards. NULL if a field cannot be read."""
    cdef int slot
    if t.direct:
        return fields_of(record)
    memset(spare, 0, t.slots * sizeof(PyObject *))
    for slot in range(t.slots):
        spare[slot] = get_attribute(record, tuple_item(t.names, slot))
        if spare[slot] == NULL:
            close_record(t, spare)
            return NULL
    return spare


cdef inline void close_record(const Type *t, PyObject **slots) noexcept:
    """Give back what ``open_record`` took."""
    cdef int slot
    if not t.direct:
        for slot in range(t.slots):
            Py_XDECREF(slots[slot])
